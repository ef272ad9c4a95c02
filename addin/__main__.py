"""What a frozen program runs: ``qingbiao validate --wb=…``, as the add-in's VBA starts it."""

from __future__ import annotations

from addin.entry import main

main()
