"""Renders the glyphs that pictures are lettered with: python3 make_glyphs.py (Pillow, and DejaVu Sans from fonts-dejavu-core).

File, little-endian, deflated (zlib): per face u8 line height, u8 ascent, u16 glyph count; per glyph u16 code point, u8 advance,
i8 left, i8 top (from the line's top), u8 width, u8 height, then width x height bytes of coverage.
"""
import os
import struct
import zlib

from PIL import Image, ImageDraw, ImageFont

FOLDER = '/usr/share/fonts/truetype/dejavu/'
FACES = [('DejaVuSans.ttf', 12), ('DejaVuSans-Bold.ttf', 15)]
CODES = [*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, '–—‘’“”…•≥≤→Œœ€')]

out = b''
for name, size in FACES:
    font = ImageFont.truetype(FOLDER + name, size)
    ascent, descent = font.getmetrics()
    out += struct.pack('<BBH', ascent + descent, ascent, len(CODES))
    for code in sorted(CODES):
        x0, y0, x1, y1 = font.getbbox(chr(code))
        im = Image.new('L', (max(0, x1 - x0), max(0, y1 - y0)))
        if im.width and im.height:
            ImageDraw.Draw(im).text((-x0, -y0), chr(code), 255, font)
        else:
            im = Image.new('L', (0, 0))
        out += struct.pack('<HBbbBB', code, round(font.getlength(chr(code))), x0, y0, *im.size) + im.tobytes()

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'dejavu.glyphs'), 'wb') as f:
    f.write(zlib.compress(out, 9))
