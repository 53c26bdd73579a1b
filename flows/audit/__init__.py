"""留痕：只增不改的记录链。

Every move, decision, reveal and export is one Entry in an append-only, hash-linked chain, one
chain per project. Entries are appended only by the SQL function ``append_entry``; what the
pages show as history is read from here. The chain's row is also the lock of its project and
holds its clock (engine/clock.py).
"""
