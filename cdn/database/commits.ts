/** Tells cheaply whether what is known of users, tokens and customers may have changed. */
export interface Commits {
  /** The same as before as long as nothing was committed since, by anybody in any process; another one also whenever that isn't certain. */
  mark(): unknown;
}
