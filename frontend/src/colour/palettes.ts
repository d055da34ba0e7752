/** Colours that stay apart for colour-blind readers: blue to orange, a magma-like ramp, and Okabe-Ito hues. */
export type Theme = 'light' | 'dark';

export const DIVERGING: Record<Theme, readonly string[]> = {
  light: ['#1b5fae', '#5a97d3', '#a3c6e8', '#bdbdb8', '#f3b778', '#dd7726', '#a34207'],
  dark: ['#5aa9ff', '#5b8fc9', '#56718f', '#5d6470', '#94734f', '#d48a3f', '#ff9d3b'],
};

export const SEQUENTIAL: Record<Theme, readonly string[]> = {
  light: ['#f2cdb6', '#ec9f8a', '#dd6f72', '#c04374', '#8f2a77', '#5a1a6b', '#2d1150'],
  dark: ['#4b2f63', '#7a3579', '#ab4179', '#d9566b', '#f27d5d', '#fbaa67', '#fde08a'],
};

export const CATEGORICAL: Record<Theme, readonly string[]> = {
  light: ['#c85200', '#0f6cae', '#0b8f69', '#8a8f98'],
  dark: ['#ff9350', '#5cb3f0', '#34c79c', '#8b95a3'],
};

/** Lines that are compared with each other, in the order they are added. */
export const LINES: Record<Theme, readonly string[]> = {
  light: ['#3a4fc4', '#c85200', '#0b8f69', '#a8327d', '#7a6a00', '#0f7f9c'],
  dark: ['#97a8ff', '#ff9350', '#34c79c', '#f07fc0', '#dfc644', '#56c8e6'],
};
