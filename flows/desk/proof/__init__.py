"""Proof that nothing can get stuck: every flow explored without a database (``manage.py prove``).

rows the seats · acts what people do at a step · paths what follows · explore breadth first ·
tables what can be read off a declaration · makers who makes moves that nobody may make · product one paper beside the project's stage.
"""
