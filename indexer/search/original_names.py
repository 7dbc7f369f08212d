"""Tells an original's file name from a copy's: what cameras write, and what programs add to it."""

from __future__ import annotations

import re
from enum import IntEnum
from pathlib import PurePath


class NameKind(IntEnum):
    """The kinds of names, the one most likely of an original first."""

    CAMERA = 0
    OTHER = 1
    COPY = 2


_CAMERA = re.compile(
    r"""(img|_mg|mg|dsc|dscn|dscf|dsci?|_dsc|dscp?|pict?|sam|cimg|hpim|imgp|kif|p|r|l|sany|stb|s|
        gopr|g0|dji|hdr|pxl|mvimg|pano|rimg|imag|sdim|epsn|cam|photo)
        [_-]?\d{4,}([_-]\d+)*(\.(mp|night|portrait|ts_mp))?
        |\d{8}[_-]\d{6,}(_\d+)?|\d{3}[_-]\d{4}|_[a-z]{3}\d{4}""",
    re.VERBOSE,
)
_COPY_MARKS = re.compile(
    r"""(^|[\s_(.-])(copy|copie|kopie|copia|cópia|copi[ae]|edit|edited|bearbeitet|modifi\w*|resized?|
        small|thumb(nail)?|scaled|compressed|web|preview|export(ed)?|collage|effects?)
        ([\s_).-]*\d*)*$
        |(^|\W)copy\ of\W|kopie\ von\W|^copie\ de\W
        |副本|拷贝|拷貝|複製|复制|コピー|[\u4e00-\u9fff]*已编辑
        |\s*[(（\[]\d{1,3}[)）\]]$|~\d+$|\s\d{1,2}$""",
    re.VERBOSE,
)
_CHAT = re.compile(
    r"""-wa\d+|whatsapp|signal[-_]\d|telegram|^photo_\d{4}-|^photo_\d+@|^received_|^fb_img|^fbimg|
        ^mmexport|wx_camera|^wechat|微信|^viber|messenger|^snapchat|instagram|^line_|^tumblr_|
        ^screenshot|^bildschirmfoto|截图|截屏|^img_e\d{4}|(^|[\s_-])chat($|[\s_-])|^image\d{3}$""",
    re.VERBOSE,
)


def name_kind(path: str) -> NameKind:
    """Which kind of name a file has; its folder and ending do not count."""
    name = PurePath(path).stem.casefold()
    if _CHAT.search(name) or _COPY_MARKS.search(name):
        return NameKind.COPY
    return NameKind.CAMERA if _CAMERA.fullmatch(name) else NameKind.OTHER
