function remember(user, context, callback) {
  auth0.users.updateAppMetadata(user.user_id, { seen: true }).then(function remember(saved) {
    context.idToken['https://a.io/who'] = saved.email;
    callback(null, user, context);
  }).catch(callback);
}
