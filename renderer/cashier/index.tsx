import { render } from 'preact';
import { perform } from '../state/calls.ts';
import { startClock } from '../state/clock.ts';
import { startKeys } from '../state/keys.ts';
import { startNews } from '../state/news.ts';
import { startStore } from '../state/store.ts';
import { App } from './app.tsx';
import './index.css';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no place for the app');
startClock();
startKeys();
startNews();
render(<App />, root);
perform(startStore);
