// Before graphql-js is loaded: outside production it checks types more slowly, for faults that only development brings.
process.env.NODE_ENV ??= 'production';
