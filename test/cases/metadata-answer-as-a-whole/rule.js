function (user, context, callback) {
  const jobs = [];
  jobs.push(auth0.users.updateAppMetadata(user.user_id, { seen: true }));
  Promise.all(jobs)
    .then((users) => {
      context.idToken['https://acme.io/logins'] = users[0].logins_count;
      callback(null, user, context);
    })
    .catch(callback);
}
