/** Where trials go unless `--output` says otherwise: beside the user's work, plain to see, easy to delete. */
export const defaultOutputDirectory = 'ordeal-trials';
