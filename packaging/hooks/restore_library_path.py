"""Runs first in the frozen program: gives children the library path that the person's session has.

The bootloader points LD_LIBRARY_PATH at the bundle. It has done its work once this process runs;
handed on, it would make a file manager that Pixlore opens load the bundle's libraries.
"""

import os

for _name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"):
    _original = os.environ.pop(f"{_name}_ORIG", None)
    if _original is not None:
        os.environ[_name] = _original
    else:
        os.environ.pop(_name, None)
