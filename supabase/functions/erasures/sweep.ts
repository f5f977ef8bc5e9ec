// Removing stored objects, apart from where they are and who says which.

/** Objects of one bucket. */
export interface Batch {
  bucket: string;
  paths: string[];
}

/** What the sweep works on. */
export interface Removals {
  /** The next objects to remove; none when all is done. */
  due(): Promise<Batch[]>;
  /** Removes objects from Storage; those that are not there are no failure. */
  remove(batch: Batch): Promise<void>;
  /** Notes that they are gone. */
  removed(batch: Batch): Promise<void>;
}

/**
 * Removes whatever is due and says how much that was. An object leaves the list only once it is gone,
 * so that a sweep that ends anywhere is finished by the next one.
 */
export async function sweep(removals: Removals): Promise<number> {
  let count = 0;
  for (;;) {
    const batches = await removals.due();
    if (batches.length === 0) return count;
    for (const batch of batches) {
      await removals.remove(batch);
      await removals.removed(batch);
      count += batch.paths.length;
    }
  }
}
