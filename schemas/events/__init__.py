"""What has happened in a visit: the facts that are recorded and published, a module a topic.

Every event is thin: no names and no words, but references, versions, digests, dates and kinds. What
still tells of one person is marked (`schemas.pseudonyms`).
"""
