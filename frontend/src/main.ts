import { mount } from 'svelte';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import Root from './Root.svelte';
import { registerServiceWorker } from './lib/offline.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no element `app`');
mount(Root, { target });
registerServiceWorker();
