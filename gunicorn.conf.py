import os

workers = int(os.environ.get("READINESS_WEB_PROCESSES") or 2)
threads = int(os.environ.get("READINESS_WEB_THREADS") or 4)
worker_class = "gthread"
timeout = 60
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
# Nothing manages it at run time, so there is no door for that.
control_socket_disable = True
# Without the query: addresses in a log should not tell what people searched for.
accesslog = "-"
access_log_format = "%(h)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
