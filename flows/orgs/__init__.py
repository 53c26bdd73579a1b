"""单位·岗位·人员：谁在哪个单位任什么岗。

A person never gets a right of his own: he holds posts, a post sits in an organisation, and
every seat on a desk is offered to a post. Own small Django app, because the user model cannot
live in one app with viewflow's process table.
"""
