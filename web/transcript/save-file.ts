/** Gives a file to the browser, to be kept under a name. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Once the browser has taken it up, which is a task of its own.
  setTimeout(() => URL.revokeObjectURL(url));
}
