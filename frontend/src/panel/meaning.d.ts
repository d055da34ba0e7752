// The text of `docs/meaning.md`, by `build/meaning.ts`.
declare module 'virtual:meaning' {
  // A declaration of another module cannot import a type by a relative name in any other way.
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports
  const blocks: readonly import('../../build/plain-markdown.ts').Block[];
  export default blocks;
}
