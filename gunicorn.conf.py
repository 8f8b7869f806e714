from readiness import env

workers = env.number("READINESS_WEB_PROCESSES", 2, least=1)
threads = env.number("READINESS_WEB_THREADS", 4, least=1)
worker_class = "gthread"
timeout = 60
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
# Nothing manages it at run time, so there is no door for that.
control_socket_disable = True
# The site writes a line a request itself (readiness/request_log.py): here an address would show its tokens.
accesslog = None
if env.text("READINESS_MODE", "") == "production":
    logconfig_dict = {"formatters": {"generic": {"()": "readiness.logs.JsonFormatter"}}}
