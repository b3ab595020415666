function audit(user, context, callback) {
  if (context.stats.loginsCount > 1) {
    callback(null, user, context);
    console.log('again', context.clientID); // for support
    return;
  }
  context.idToken['https://example.com/first'] = true;
  // everybody gets in
  callback(null, user, context);
  console.log('first login of ' + user.email + ' at ' + user.user_metadata.company.name);
}
