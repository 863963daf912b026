import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/playground/',
  plugins: [react()],
  build: {
    target: 'es2024',
    // The editor, in one piece: larger than what Vite warns about.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      // Some of GraphiQL's modules tell React's compiler to leave them alone; none runs over them here.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
});
