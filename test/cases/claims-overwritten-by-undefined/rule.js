function overwritten(user, context, callback) {
  context.idToken['https://example.com/team'] = 'none';
  context.idToken['https://example.com/team'] = user.team;
  callback(null, user, context);
}
