/** Bytes of a name that file systems take. */
const LONGEST_NAME = 255;
/** Names that Windows keeps for devices, whatever their ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

/**
 * Gives out paths that can be unpacked anywhere: none leads out of the directory that it is unpacked into, has a
 * character that Windows refuses, or meets another one where capitals don't count.
 */
export class FileNames {
  private readonly files = new Set<string>();
  private readonly directories = new Set<string>();

  /** @param path With `/` between names; what is not a name, such as `..`, becomes one. */
  public unique(path: string): string {
    const names = path.split('/').map(safeName);
    const last = names.pop() ?? '_';
    let directory = '';
    for (const name of names) {
      const free = firstFree(name, (candidate) => !this.files.has(folded(directory + candidate)));
      directory += `${free}/`;
      this.directories.add(folded(directory.slice(0, -1)));
    }
    const isFree = (name: string) => !this.files.has(name) && !this.directories.has(name);
    const file = directory + firstFree(last, (candidate) => isFree(folded(directory + candidate)));
    this.files.add(folded(file));
    return file;
  }
}

function safeName(name: string): string {
  const allowed = name.replace(/[\x00-\x1f\x7f"*:<>?\\|]/g, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  const named = allowed === '' || DEVICES.test(allowed) ? `_${allowed}` : allowed;
  return Buffer.byteLength(named) <= LONGEST_NAME ? named : shortened(named);
}

function firstFree(name: string, isFree: (name: string) => boolean): string {
  let candidate = name;
  for (let number = 2; !isFree(candidate); number += 1) candidate = shortened(name, ` (${number})`);
  return candidate;
}

/** A name with something before its ending, cut in the middle of it if it would be too long. */
function shortened(name: string, extra = ''): string {
  const ending = /\.[^.]{1,15}$/.exec(name)?.[0] ?? '';
  let stem = name.slice(0, name.length - ending.length);
  while (Buffer.byteLength(stem + extra + ending) > LONGEST_NAME) stem = Array.from(stem).slice(0, -1).join('');
  return stem + extra + ending;
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
