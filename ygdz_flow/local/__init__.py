"""The services a bare machine lacks: an embedded PostgreSQL and Valkey, and the folder their data lives in.

state     the folder: where everything lies, its keys, its marks     processes  children that die with their parent
postgres  one cluster: make, start, reach, stop                      valkey     the broker
keeper    the process that owns PostgreSQL while anybody needs it    session    how a command becomes such a user
prepare   migrations and the demo organisation                       supervisor `up`
trial     `test`: a cluster of its own, thrown away afterwards       door       called by manage.py, ties it together
"""
