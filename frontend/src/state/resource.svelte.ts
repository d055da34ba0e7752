/** Something the page is read without until it is there: it says what it is, why it is missing, and is asked for again. */
export class Resource<T> {
  value = $state.raw<T>();
  error = $state.raw<unknown>();
  busy = $state(false);
  readonly #read: () => Promise<T>;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** Reads it, unless it is being read or there already; a failure is kept in `error` until the next call. */
  async load(): Promise<void> {
    if (this.busy || this.value !== undefined) return;
    this.busy = true;
    this.error = undefined;
    try {
      this.value = await this.#read();
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
  }
}
