import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remember, remembered } from '../../src/lib/storage.ts';

function withStorage(get: () => unknown, run: () => void): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get });
  try {
    run();
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'localStorage');
    else Object.defineProperty(globalThis, 'localStorage', before);
  }
}

test('a storage that is refused, full or missing keeps nothing and breaks nothing', () => {
  const refused = () => {
    throw new DOMException('access is denied', 'SecurityError');
  };
  const full = () => ({
    getItem: () => null,
    setItem() {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  for (const get of [refused, full, () => null, () => undefined]) {
    withStorage(get, () => {
      assert.equal(remembered('theme'), null);
      assert.equal(remember('theme', 'dark'), false);
    });
  }
});

test('a storage that works keeps what it is given', () => {
  const values = new Map<string, string>();
  const storage = { getItem: (key: string) => values.get(key) ?? null, setItem: (key: string, value: string) => values.set(key, value) };
  withStorage(() => storage, () => {
    assert.equal(remember('theme', 'dark'), true);
    assert.equal(remembered('theme'), 'dark');
  });
});
