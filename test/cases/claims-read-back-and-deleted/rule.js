function readBack(user, context, callback) {
  context.idToken['https://example.com/a'] = user.nickname;
  if (context.idToken['https://example.com/a'] === 'ada') delete context.idToken['https://example.com/a'];
  delete context.idToken.email;
  callback(null, user, context);
}
