"""Starts what a .desktop file says, with files dropped on it, by the calls of GLib with which the file managers of UKUI (麒麟) and
DDE (统信) do. `gio launch` is no stand-in for them: it does not tell the command where its file is."""

import ctypes
import sys

LIBRARY = "libgio-2.0.so.0"


def there() -> bool:
    """Whether this machine has GLib."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


def launch(desktop: str, files: list[str]) -> None:
    gio = ctypes.CDLL(LIBRARY)
    for name, result, arguments in (
        ("g_desktop_app_info_new_from_filename", ctypes.c_void_p, [ctypes.c_char_p]),
        ("g_file_new_for_commandline_arg", ctypes.c_void_p, [ctypes.c_char_p]),
        ("g_list_append", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p]),
        ("g_app_info_launch", ctypes.c_int, [ctypes.c_void_p] * 4),
    ):
        function = getattr(gio, name)
        function.restype, function.argtypes = result, arguments
    application = gio.g_desktop_app_info_new_from_filename(desktop.encode())
    if not application:
        sys.exit(f"{desktop} is not one that can be started")
    dropped = None
    for file in files:
        dropped = gio.g_list_append(dropped, gio.g_file_new_for_commandline_arg(file.encode()))
    if not gio.g_app_info_launch(application, dropped, None, None):
        sys.exit(f"{desktop} could not be started")


if __name__ == "__main__":
    launch(sys.argv[1], sys.argv[2:])
