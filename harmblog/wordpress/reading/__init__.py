"""From the bytes of a file to records, in memory that does not grow with it. In the order in which a byte travels:

- source: bytes as text that XML may hold, with a look ahead
- sniff: whether this is a WordPress export at all
- repair: real files into well-formed XML, with names (how a file is built), cdata and text (entities)
- build: the parser's events into records, with fields (which element becomes which field)
- reader: puts these together, as `read(path, report)`
"""
