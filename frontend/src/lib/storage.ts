/**
 * What the reader chose, kept by the browser. Merely naming `localStorage` throws where storage is blocked; the choice then lasts as
 * long as the page.
 */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Whether the browser keeps it. */
export function remember(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
