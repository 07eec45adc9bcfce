// How large an Office file becomes when it is unpacked, as its own table of contents says: a few kilobytes can be made
// to become gigabytes, and unpacking holds up the page.

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** In bytes; nothing, when there is no table of contents, which is no zip then. */
export const unpackedSize = (bytes: ArrayBuffer): number | undefined => {
  const view = new DataView(bytes);
  // The table is found from the end of the file, which a comment of up to 64 KiB may follow.
  for (let end = view.byteLength - 22; end >= Math.max(0, view.byteLength - 22 - 0xffff); end--) {
    if (view.getUint32(end, true) === END) return sum(view, view.getUint32(end + 16, true), view.getUint16(end + 10, true));
  }
  return undefined;
};

const sum = (view: DataView, start: number, entries: number): number | undefined => {
  let [at, size] = [start, 0];
  for (let entry = 0; entry < entries; entry++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== ENTRY) return undefined;
    size += view.getUint32(at + 24, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return size;
};
