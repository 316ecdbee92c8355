import { render } from 'preact';
import { App } from './app.tsx';
import './index.css';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no place for the app');
render(<App />, root);
