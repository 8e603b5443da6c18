/** What is read of a catalog folder at most: a hostile or mistaken one costs neither memory nor time. */
export const catalogLimits = {
  fileBytes: 256 * 1024,
  folderFiles: 1000,
  /** All files together. */
  totalBytes: 16 * 1024 * 1024,
  /** Problems told of one file. */
  fileProblems: 50,
  /** What is still read once there is a problem, to tell of others at the same time. */
  furtherBytes: 512 * 1024,
  /** No further file is read once there are as many; and no more are shown or kept. */
  problems: 100,
} as const;
