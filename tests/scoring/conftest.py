from hypothesis import HealthCheck, settings

# Without a deadline: a busy machine is no failure.
settings.register_profile("scoring", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("scoring")
