import { mount } from 'svelte';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import Root from './Root.svelte';
import { messageOf } from './lib/message.ts';
import { registerServiceWorker } from './lib/offline.ts';
import { watchFaults } from './state/faults.svelte.ts';

watchFaults();
const target = document.getElementById('app');
if (target === null) throw new Error('the page has no element `app`');
try {
  mount(Root, { target });
} catch (error) {
  // Nothing of the page stands, its own notices neither.
  target.textContent = `Hotcast cannot start in this browser: ${messageOf(error)}`;
  throw error;
}
registerServiceWorker();
