function (user, context, callback) {
  if (context.stats.loginsCount === 1) {
    callback(null, user, context);
    console.log('first');
    return;
  }
  callback(null, user, context);
  console.log('done');
  user.app_metadata.after = 1;
}
