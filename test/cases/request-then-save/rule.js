function (user, context, callback) {
  request.post({ url: 'https://a.example.com/', json: { id: user.user_id } }, function (err, response, body) {
    if (err) { return callback(err); }
    if (response.statusCode >= 400) { return callback(new Error('Failed: ' + body.error)); }
    user.app_metadata = user.app_metadata || {};
    user.app_metadata.score = body.score;
    context.idToken['https://example.com/score'] = body.score.value;
    auth0.users.updateAppMetadata(user.user_id, user.app_metadata).then(function () {
      callback(null, user, context);
    }).catch(function (e) { callback(e); });
  });
}
