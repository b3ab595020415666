function githubOnly(user, context, callback) {
  switch (context.connectionStrategy) {
    case 'github':
      callback(null, user, context);
      break;
    case 'auth0':
      callback(new Error('Use GitHub.'));
      break;
    default:
      console.log('unknown strategy', context.connectionStrategy);
  }
}
