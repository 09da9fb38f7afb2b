// The tables that the engines in Rust and in the browser share: `data.json`.

/** The tables, ready for lookups. */
export function rulesOf(data) {
  return { ...data, tops: new Set(data.tops), files: new Set(data.files), cues: new Set(data.cues), cache: new Map() };
}
