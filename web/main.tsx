/** The page for people. It does what it does by the routes of the API's description, and no others. */
import { render } from 'preact';
import { App } from './app/app.tsx';
import { keepFocus } from './shared/keep-focus.ts';

const root = document.getElementById('app');
if (root) {
  render(<App />, root);
  keepFocus(root);
}
