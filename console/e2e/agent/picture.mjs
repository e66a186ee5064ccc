import {crc32, deflateSync} from 'node:zlib';

/** A PNG of the shop's cart page, drawn as plain rectangles: base64, a few kilobytes. */
export function cartPicture(width = 480, height = 270) {
  const rows = Buffer.alloc(height * (1 + width * 3), 0xff);
  for (let y = 0; y < height; y++) rows[y * (1 + width * 3)] = 0; // no filter
  const fill = ([x0, y0, w, h], [r, g, b]) => {
    for (let y = y0; y < y0 + h; y++) {
      for (let x = x0; x < x0 + w; x++) rows.set([r, g, b], y * (1 + width * 3) + 1 + x * 3);
    }
  };
  for (const [area, colour] of cartPage()) fill(area, colour);
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2], 8); // eight bits a colour, RGB
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(rows, {level: 9})),
    chunk('IEND', Buffer.alloc(0)),
  ]).toString('base64');
}

function cartPage() {
  const [page, ink, grey, line] = [
    [246, 247, 249],
    [38, 50, 71],
    [176, 184, 196],
    [226, 230, 236],
  ];
  const [white, green, blue] = [
    [255, 255, 255],
    [34, 139, 94],
    [43, 108, 208],
  ];
  const products = [
    [229, 178, 93],
    [121, 164, 148],
    [196, 120, 104],
  ];
  const drawn = [
    [[0, 0, 480, 270], page],
    [[0, 0, 480, 34], ink],
    [[16, 12, 74, 10], white],
    [[392, 12, 72, 10], grey],
    [[16, 52, 286, 202], white],
    [[318, 52, 146, 142], white],
  ];
  products.forEach((colour, index) => {
    const y = 64 + index * 62;
    drawn.push([[28, y, 48, 48], colour], [[90, y + 8, 118, 9], ink], [[90, y + 26, 74, 7], grey]);
    drawn.push([[250, y + 8, 40, 9], ink]);
    if (index < 2) drawn.push([[28, y + 54, 262, 1], line]);
  });
  drawn.push([[330, 66, 60, 8], grey], [[414, 66, 38, 8], ink]);
  drawn.push([[330, 86, 52, 8], grey], [[424, 86, 28, 8], green]); // shipping: free
  drawn.push([[330, 106, 122, 1], line], [[330, 120, 44, 11], ink], [[402, 120, 50, 11], ink]);
  drawn.push([[330, 154, 122, 26], blue], [[364, 163, 54, 8], white]);
  return drawn;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
