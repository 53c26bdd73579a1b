"""消息：people and text. An outbox written with the decision, delivered by Celery afterwards."""
