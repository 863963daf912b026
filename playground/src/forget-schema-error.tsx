import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** GraphiQL shows why it got no schema where answers are shown; this takes it away once it no longer holds. */
export function ForgetSchemaError() {
  const { fetchError, responseEditor } = useGraphiQL(pick('fetchError', 'responseEditor'));
  useEffect(() => {
    if (!fetchError) return;
    return () => {
      if (responseEditor?.getValue() === fetchError) responseEditor.setValue('');
    };
  }, [fetchError, responseEditor]);
  return null;
}
