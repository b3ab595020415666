function restricted(user, context, callback) {
  context.idToken.roles = ['admin'];
  context.idToken.picture = 'https://example.com/p.png';
  context.accessToken['https://auth0.com/x'] = 1;
  callback(null, user, context);
}
