function /* named */ odd(user /* who */, context, callback) {
  // before
  if (!user.email) return callback(/* the reason */ new UnauthorizedError('No e-mail.' /* text */));
  if (!user.name) {
    return callback(
      // explained inside
      new UnauthorizedError('No name.')
    );
  }
  context.idToken[/* key */ 'https://example.com/a'] = /* value */ user.nickname; // behind
  context.multifactor = {
    // which one
    provider: 'any', // any of them
    /* remember */ allowRememberBrowser: false
  };
  callback(/* no error */ null, user /* same */, context); // done
  // last words
}
