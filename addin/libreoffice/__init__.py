"""LibreOffice as an xlwings engine, and the extension that puts the buttons into it.

``office`` reaches a running LibreOffice; ``engine``, ``sheets`` and ``ranges`` are what xlwings asks of an engine;
``host`` is what the actions need and xlwings does not have. ``component`` runs inside LibreOffice, in its own Python,
and starts ``run`` in ours. ``extension`` packs the component, the menu and the toolbar.
"""
