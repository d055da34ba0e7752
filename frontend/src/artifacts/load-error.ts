/** Something the page needs could not be read; `hint` says what a person can do about it. */
export class LoadError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'LoadError';
    this.hint = hint;
  }
}
