// It tells the editor where its workers are, and exports nothing.
// oxlint-disable-next-line import/no-unassigned-import
import 'graphiql/setup-workers/vite';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Playground } from './playground.tsx';

const root = document.getElementById('playground');
if (!root) throw new Error('index.html has no element #playground.');
createRoot(root).render(
  <StrictMode>
    <Playground />
  </StrictMode>,
);
