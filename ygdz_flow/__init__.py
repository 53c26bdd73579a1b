"""Wiring only: settings, addresses, the queue and the embedded services. No word of the business lives here.

The queue is not imported here on purpose: it costs every command half a second. Whoever sends a task imports
`ygdz_flow.celery.app`.
"""
