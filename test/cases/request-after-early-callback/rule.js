function (user, context, callback) {
  if (context.stats.loginsCount > 1) {
    callback(null, user, context);
  }
  request.post({ url: 'https://crm.example.com/logins', json: { email: user.email } }, function (err, res, body) {
    if (err) return callback(err);
    user.app_metadata = user.app_metadata || {};
    user.app_metadata.crm = body && body.id;
    auth0.users.updateAppMetadata(user.user_id, user.app_metadata)
      .then(function () { callback(null, user, context); })
      .catch(callback);
  });
}
