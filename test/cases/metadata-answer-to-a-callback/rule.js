function (user, context, callback) {
  auth0.users.updateAppMetadata(user.user_id, { seen: true }, function (err, changed) {
    if (err) return callback(err);
    context.idToken['https://acme.io/plan'] = changed.app_metadata.plan;
    callback(null, user, context);
  });
}
