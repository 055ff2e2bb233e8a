/** A text file by its path from the root of the repository, with forward slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}
