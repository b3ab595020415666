function (user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  // The first login takes its time.
  if (!user.app_metadata.first) {
    return auth0.users.updateAppMetadata(user.user_id, { first: true }, err => callback(err, user, context));
  }
  if (user.email_verified) {
    return auth0.users.updateAppMetadata(user.user_id, { first: false }, (function (err) {
      if (err) {
        // It is only a flag.
        console.log(err);
        return callback(null, user, context);
      }
      context.idToken['https://acme.io/known'] = true;
      return callback(err, user, context);
    }));
  }
  auth0.users.updateUserMetadata(user.user_id, { seen: true }, function () {
    callback(null, user, context);
  });
}
