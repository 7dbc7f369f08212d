"""The library that the monkey plays with: made anew for each run, in a folder of its own.

At least 300 photos: generated ones of many days, copies, bursts, panoramas, a folder with none and
one with seven, files that cannot be read, and a second watched folder that stands for a drive.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import skimage
from PIL import Image, ImageDraw

_ALBUMS = ("Camera", "2004 Norway", "Ünïcode/日本 旅行", "deep/er/and deeper", "Screenshots")
_IN_ALBUM = 44
_ON_DRIVE = 40
_SEVEN = 7
_BURSTS = 6
_IN_BURST = 4
_WAITING = 24
_FIRST_DAY = datetime(2003, 3, 1, 9, 30)
_DATE_TAKEN, _CAMERA = 0x9003, 0x0110
_EXIF_DETAILS = 0x8769


@dataclass(frozen=True)
class Place:
    """Where everything of one life of the window lies."""

    root: Path

    @property
    def photos(self) -> Path:
        """The first watched folder."""
        return self.root / "photos"

    @property
    def drive(self) -> Path:
        """The second watched folder, which comes and goes."""
        return self.root / "drive"

    @property
    def drive_away(self) -> Path:
        """Where the drive is while it is not plugged in."""
        return self.root / "drive (away)"

    @property
    def waiting(self) -> Path:
        """Photos in no watched folder: to be dropped, pasted, or copied into one."""
        return self.root / "waiting"

    @property
    def export(self) -> Path:
        """Where photos may be copied to."""
        return self.root / "export"

    @property
    def data(self) -> Path:
        """What Pixlore stores."""
        return self.root / "data"

    @property
    def home(self) -> Path:
        """The home directory, with the trash in it."""
        return self.root / "home"

    def environment(self) -> dict[str, str]:
        """What keeps a window started with it inside `root`, and off the network."""
        home = self.home
        return {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "share"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "PIXLORE_DATA_DIR": str(self.data),
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + str(home / "no bus"),
            "HF_ENDPOINT": "http://127.0.0.1:9",
            "HF_HUB_OFFLINE": "1",
            "OMP_NUM_THREADS": "1",
        }


def make_photos(place: Place, real_photos: Path | None) -> None:
    """Fill the folders. `real_photos`: a folder to take some photographs from, if there is one."""
    dice = random.Random(15)
    for folder in (place.photos, place.drive, place.waiting, place.export, place.home):
        folder.mkdir(parents=True)
    real = _photographs(real_photos)
    for number, album in enumerate(_ALBUMS):
        _fill(
            place.photos / album, _IN_ALBUM, dice, real, _FIRST_DAY + timedelta(days=1200 * number)
        )
    _fill(place.photos / "Seven", _SEVEN, dice, real, _FIRST_DAY)
    (place.photos / "Nothing here").mkdir()
    _fill(place.drive / "Holidays", _ON_DRIVE, dice, real, _FIRST_DAY + timedelta(days=4000))
    _fill(place.waiting, _WAITING, dice, real, _FIRST_DAY + timedelta(days=7000))
    _make_bursts(place.photos / "Bursts", dice)
    _make_copies(place.photos)
    _make_odd_shapes(place.photos / "Shapes", dice)
    _make_broken(place.photos / "Broken")
    _make_old(place.root)


def _photographs(real_photos: Path | None) -> list[Path]:
    """skimage's demo photographs, and some of a folder of real ones."""
    demo = Path(skimage.__file__).parent / "data"
    found = [each for each in sorted(demo.iterdir()) if each.suffix in {".png", ".jpg"}]
    if real_photos is not None and real_photos.is_dir():
        more = sorted(each for each in real_photos.rglob("*.jpg") if each.stat().st_size < 400_000)
        found += random.Random(15).sample(more, min(60, len(more)))
    return found


def _fill(
    folder: Path, count: int, dice: random.Random, real: list[Path], first_day: datetime
) -> None:
    """Put `count` photos in a folder, one in four of them a photograph, taken on many days."""
    folder.mkdir(parents=True, exist_ok=True)
    day = first_day
    for number in range(count):
        day += timedelta(hours=dice.randrange(1, 400))
        target = folder / f"IMG_{number:04}.jpg"
        if number % 4 == 0:
            source = dice.choice(real)
            target = folder / f"{number:04} {source.name}"
            shutil.copyfile(source, target)
        else:
            _save(_drawing(dice), target, day if number % 5 else None, dice)


def _drawing(dice: random.Random, size: tuple[int, int] | None = None) -> Image.Image:
    """A picture of a few shapes in random colours; no two are alike."""
    width, height = size or dice.choice([(320, 240), (240, 320), (300, 300), (400, 225)])
    image = Image.new("RGB", (width, height), _colour(dice))
    draw = ImageDraw.Draw(image)
    for _ in range(dice.randrange(3, 9)):
        x, y = dice.randrange(width), dice.randrange(height)
        box = (x, y, x + dice.randrange(20, 160), y + dice.randrange(20, 160))
        shape = dice.choice([draw.ellipse, draw.rectangle])
        shape(box, fill=_colour(dice))
    return image


def _colour(dice: random.Random) -> tuple[int, int, int]:
    return dice.randrange(256), dice.randrange(256), dice.randrange(256)


def _save(image: Image.Image, path: Path, taken: datetime | None, dice: random.Random) -> None:
    exif = Image.Exif()
    if taken is not None:
        exif.get_ifd(_EXIF_DETAILS)[_DATE_TAKEN] = taken.strftime("%Y:%m:%d %H:%M:%S")
        exif[_CAMERA] = dice.choice(["Canon EOS R6", "PIXEL 8", "DSC-RX100"])
    image.save(path, quality=85, exif=exif)


def _make_bursts(folder: Path, dice: random.Random) -> None:
    """Photos a second apart that are nearly the same: stacks."""
    folder.mkdir()
    for burst in range(_BURSTS):
        picture = _drawing(dice, (320, 240))
        taken = _FIRST_DAY + timedelta(days=burst, hours=3)
        for number in range(_IN_BURST):
            ImageDraw.Draw(picture).point((5 + number, 5), fill=(255, 255, 255))
            _save(picture, folder / f"burst {burst}-{number}.jpg", taken, random.Random(burst))
            taken += timedelta(seconds=1)


def _make_copies(photos: Path) -> None:
    """The same bytes under other names, and the same picture in a smaller size: duplicates."""
    copies = photos / "Copies"
    copies.mkdir()
    for number, photo in enumerate(sorted((photos / "Camera").glob("IMG_*.jpg"))[:10]):
        shutil.copy2(photo, copies / f"copy of {photo.name}")
        if number % 2:
            with Image.open(photo) as image:
                image.resize((160, 120)).save(copies / f"small {photo.name}")


def _make_odd_shapes(folder: Path, dice: random.Random) -> None:
    folder.mkdir()
    for name, size in {
        "panorama": (4000, 300),
        "sliver": (12, 900),
        "one pixel": (1, 1),
        "large": (3000, 2000),
    }.items():
        _save(_drawing(dice, size), folder / f"{name}.jpg", None, dice)
    _drawing(dice).convert("P").save(folder / "palette.png")
    _drawing(dice).convert("L").save(folder / "grey.png")
    frames = [_drawing(dice, (200, 200)) for _ in range(3)]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:])
    _save(_drawing(dice), folder / f"{'very long name ' * 14}.jpg", None, dice)
    _save(_drawing(dice), folder / 'quotes " and & ampersand 100%.jpg', None, dice)


def _make_broken(folder: Path) -> None:
    folder.mkdir()
    whole = next(iter(sorted((folder.parent / "Camera").glob("IMG_*.jpg")))).read_bytes()
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("This is no photo.\n" * 20)
    (folder / "head only.jpg").write_bytes(whole[:200])
    (folder / "half.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "zeros.png").write_bytes(bytes(5000))
    (folder / "header.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))


def _make_old(root: Path) -> None:
    """Nothing changed in the last hour, so that nothing waits to settle."""
    hour_ago = time.time() - 3600
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (hour_ago, hour_ago))
