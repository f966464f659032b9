"""The process that touches a stranger's workbook; started by ``portal.sheets.reading``.

Runs without Django, without our settings, keys or environment, under memory
and CPU limits. It imports the standard library and calamine, nothing else of
ours: this folder is the whole program (``python -m child``).
"""
