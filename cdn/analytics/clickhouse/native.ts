/** Of a dictionary: that it comes along with its block, complete, and that its indexes are UInt16. */
const ownDictionary = 0x600n + 1n;

/** What such indexes can tell apart. */
const mostTexts = 0x1_0000;

/**
 * Writes blocks in ClickHouse's Native format: columns one after the other, each with its name and type. Of all formats it is the
 * cheapest to read, since nothing is parsed. The memory of a block is used again for the next. Numbers are little-endian.
 */
export class NativeBlock<Row> {
  #bytes = Buffer.allocUnsafe(1 << 20);
  #view = viewOf(this.#bytes);
  #length = 0;
  #rows: readonly Row[] = [];
  #indexes = new Uint16Array(0);

  /** Begins a block. */
  begin(rows: readonly Row[], columns: number): void {
    this.#length = 0;
    this.#rows = rows;
    this.#count(columns);
    this.#count(rows.length);
  }

  /** The block so far; changed by the next one. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  uint8(name: string, value: (row: Row) => number, type = 'UInt8'): void {
    this.#head(name, type, 1);
    for (const row of this.#rows) this.#bytes[this.#length++] = value(row);
  }

  uint16(name: string, value: (row: Row) => number): void {
    this.#head(name, 'UInt16', 2);
    for (const row of this.#rows) this.#length = this.#bytes.writeUInt16LE(value(row), this.#length);
  }

  int16(name: string, value: (row: Row) => number): void {
    this.#head(name, 'Int16', 2);
    for (const row of this.#rows) this.#length = this.#bytes.writeInt16LE(value(row), this.#length);
  }

  uint32(name: string, value: (row: Row) => number): void {
    this.#head(name, 'UInt32', 4);
    for (const row of this.#rows) this.#length = this.#bytes.writeUInt32LE(value(row), this.#length);
  }

  /** Of safe integers from 0 upward. */
  uint64(name: string, value: (row: Row) => number, type = 'UInt64'): void {
    this.#head(name, type, 8);
    for (const row of this.#rows) {
      const integer = value(row);
      // Takes the lower half of the bits by itself.
      this.#view.setUint32(this.#length, integer, true);
      this.#view.setUint32(this.#length + 4, integer / 0x1_0000_0000, true);
      this.#length += 8;
    }
  }

  nullableFloat64(name: string, value: (row: Row) => number | null): void {
    this.#head(name, 'Nullable(Float64)', 9);
    for (const row of this.#rows) this.#bytes[this.#length++] = value(row) === null ? 1 : 0;
    for (const row of this.#rows) {
      this.#view.setFloat64(this.#length, value(row) ?? 0, true);
      this.#length += 8;
    }
  }

  string(name: string, value: (row: Row) => string): void {
    this.#head(name, 'String', 0);
    for (const row of this.#rows) this.#text(value(row));
  }

  /** LowCardinality(String): each text once, and an index for each row. Of at most 65,536 rows. */
  lowCardinality(name: string, value: (row: Row) => string): void {
    const rows = this.#rows;
    if (rows.length > mostTexts) throw new Error(`A block of ${rows.length} rows is too large.`);
    if (this.#indexes.length < rows.length) this.#indexes = new Uint16Array(rows.length);
    const known = new Map<string, number>();
    let at = 0;
    for (const row of rows) {
      const text = value(row);
      let index = known.get(text);
      if (index === undefined) known.set(text, (index = known.size));
      this.#indexes[at++] = index;
    }
    this.#head(name, 'LowCardinality(String)', 0);
    // The version of this form, the kind of the indexes, and the dictionary.
    for (const number of [1n, ownDictionary, BigInt(known.size)]) this.#uint64(number);
    for (const text of known.keys()) this.#text(text);
    this.#uint64(BigInt(rows.length));
    this.#reserve(rows.length * 2);
    for (const index of this.#indexes.subarray(0, rows.length)) this.#length = this.#bytes.writeUInt16LE(index, this.#length);
  }

  #head(name: string, type: string, bytesOfRow: number): void {
    this.#text(name);
    this.#text(type);
    this.#reserve(this.#rows.length * bytesOfRow);
  }

  #uint64(number: bigint): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeBigUInt64LE(number, this.#length);
  }

  /** Seven bits a byte, the lowest first. */
  #count(count: number): void {
    this.#reserve(8);
    let rest = count;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
    this.#bytes[this.#length++] = rest;
  }

  /** UTF-8, its length in bytes before it. */
  #text(text: string): void {
    const { length } = text;
    this.#reserve(length * 3 + 8);
    const bytes = this.#bytes;
    const start = this.#length + 1;
    // Most texts are short and ASCII.
    let ascii = length < 0x80;
    for (let index = 0; ascii && index < length; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x80) bytes[start + index] = code;
      else ascii = false;
    }
    if (ascii) {
      bytes[start - 1] = length;
      this.#length = start + length;
    } else {
      this.#count(Buffer.byteLength(text));
      this.#length += bytes.write(text, this.#length);
    }
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
    this.#view = viewOf(grown);
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView => new DataView(buffer, byteOffset, byteLength);
