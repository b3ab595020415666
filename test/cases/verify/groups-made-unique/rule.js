function groups(user, context, callback) {
  context.idToken['https://example.com/groups'] = (user.groups || []).filter((group) => group !== 'Everyone');
  callback(null, user, context);
}
